/** Colours as files hold them. */

/** Return a mixed colour as programs that show files know it; any other value as it is. */
export function plainColour(value: string): string {
  const found = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)$/.exec(value);
  if (found === null) {
    return value;
  }
  const channels = found.slice(1, 4).map((part) => Math.round(Number(part) * 255));
  return found[4] === undefined
    ? `rgb(${channels.join(', ')})`
    : `rgba(${channels.join(', ')}, ${found[4]})`;
}
