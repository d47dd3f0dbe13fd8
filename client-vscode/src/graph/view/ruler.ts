/** How wide words are, and how they are shortened to a room. */

export const NAME_SIZE = 13;
export const SMALL_SIZE = 11;

export interface Ruler {
  /** The width of a text at a size, both in pixels. */
  width(text: string, size: number): number;
}

/** Shorten a text in its middle: names that begin alike often differ in their ends. */
export function fitted(text: string, room: number, size: number, ruler: Ruler): string {
  if (ruler.width(text, size) <= room) {
    return text;
  }
  const letters = [...text];
  let [least, most] = [0, letters.length];
  const cut = (kept: number) => {
    const end = Math.floor(kept / 2);
    return `${letters.slice(0, kept - end).join('')}…${end > 0 ? letters.slice(-end).join('') : ''}`;
  };
  while (least < most) {
    const kept = Math.ceil((least + most) / 2);
    if (ruler.width(cut(kept), size) <= room) {
      least = kept;
    } else {
      most = kept - 1;
    }
  }
  return cut(least);
}
