import "@vscode/codicons/dist/codicon.css";
import "./page.css";
import "./controls.css";
import "./header.css";
import "./tabs.css";
import "./sections.css";
import "./markdown.css";
import "./ending.css";
import "./welcome.css";
import "./pages.css";
import "./events.css";
import "./timeline.css";
import "./code.css";
import "uplot/dist/uPlot.min.css";
import { Host } from "./host.js";
import { Panel } from "./panel.js";
import { speakAsHost } from "./panelLanguage.js";

/** When no frame is drawn for this long (a covered window), the host is told all the same. */
const unpaintedMs = 250;

speakAsHost();
const host = new Host();
const panel = new Panel(host);

host.listen((message) => {
  panel.apply(message);
  if (message.type === "away") return;
  let isTold = false;
  const tell = () => {
    if (!isTold) host.painted(message.sequence);
    isTold = true;
  };
  requestAnimationFrame(tell);
  setTimeout(tell, unpaintedMs);
});
host.ready();
