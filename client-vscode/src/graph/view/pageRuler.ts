/** Measures words with the fonts of the page. */

import type { Ruler } from './ruler';

export function pageRuler(): Ruler {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const known = new Map<string, number>();
  return {
    width(text, size) {
      const key = `${size} ${text}`;
      let width = known.get(key);
      if (width === undefined) {
        if (context !== null) {
          context.font = `${size}px ${family}`;
        }
        width = context?.measureText(text).width ?? text.length * size * 0.6;
        known.set(key, width);
      }
      return width;
    },
  };
}
