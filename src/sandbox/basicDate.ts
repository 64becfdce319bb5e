/** Milliseconds since the epoch of `20261122T100000Z`; undefined for what is no such date. */
export function parseBasicDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) || undefined;
}

/** The date as `X-Amz-Date` says it. */
export function toBasicDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
}
