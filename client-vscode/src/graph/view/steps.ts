/** Where an arrow key leads: plain geometry, so that it can be tested without a page. */

import type { PlacedItem } from './layout';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/**
 * Return the node that lies in the direction of an arrow, the nearest one that lies rather there
 * than aside; `undefined` at the rim.
 */
export function neighbour(
  items: readonly PlacedItem[],
  from: PlacedItem,
  arrow: Arrow,
): PlacedItem | undefined {
  const start = centre(from);
  let best: PlacedItem | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const each of items) {
    const end = centre(each);
    const [ahead, aside] = along(end.x - start.x, end.y - start.y, arrow);
    // Aside counts double: the node straight ahead comes before a nearer one at the side.
    const distance = ahead + 2 * Math.abs(aside);
    if (each !== from && ahead > 1 && distance < shortest) {
      best = each;
      shortest = distance;
    }
  }
  return best;
}

/** Return how far ahead and how far aside a distance leads, seen in the direction of the arrow. */
function along(x: number, y: number, arrow: Arrow): [number, number] {
  switch (arrow) {
    case 'ArrowRight':
      return [x, y];
    case 'ArrowLeft':
      return [-x, y];
    case 'ArrowDown':
      return [y, x];
    case 'ArrowUp':
      return [-y, x];
  }
}

function centre({ x, y, width, height }: PlacedItem): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
