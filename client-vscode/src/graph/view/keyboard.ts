/**
 * Makes the drawing reachable by keyboard: one stop for Tab, arrows from box to box, Enter or Space
 * for what a click does (WAI-ARIA Authoring Practices, "roving tabindex").
 */

import { idAt } from './highlight';
import type { PlacedItem } from './layout';
import { DIRECTIONS, type Direction, KEYS } from './relations';
import { type Arrow, neighbour } from './steps';

export interface Wishes {
  /** Go to the line of a transform, or show what a box stands for. */
  open(id: string): void;
  focus(id: string, direction: Direction): void;
  /** Open or close a tier. */
  toggle(tier: string): void;
  /** A box is walked to. */
  visit(id: string): void;
}

const ARROWS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** Attach the keys and the mouse; returns the function that gives a box the one stop of Tab. */
export function attachKeys(
  svg: SVGSVGElement,
  items: readonly PlacedItem[],
  wishes: Wishes,
): (id: string | undefined) => SVGElement | undefined {
  const elements = new Map(
    [...svg.querySelectorAll<SVGElement>('.node')].map((each) => [each.dataset['id'], each]),
  );
  let stop: SVGElement | undefined;
  const stopAt = (id: string | undefined) => {
    stop?.setAttribute('tabindex', '-1');
    stop = elements.get(id) ?? elements.get(items[0]?.item.id);
    stop?.setAttribute('tabindex', '0');
    return stop;
  };
  const press = (event: Event) => {
    const tier = tierAt(event.target);
    const id = idAt(event.target);
    if (tier !== undefined) {
      wishes.toggle(tier);
    } else if (id !== undefined) {
      stopAt(id);
      wishes.open(id);
    }
    return tier ?? id;
  };
  svg.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      press(event);
      return;
    }
    const id = idAt(event.target);
    const from = items.find(({ item }) => item.id === id);
    const direction = DIRECTIONS.find((each) => KEYS[each] === event.key);
    if (from !== undefined && ARROWS.includes(event.key)) {
      event.preventDefault();
      const next = neighbour(items, from, event.key as Arrow)?.item.id;
      if (next !== undefined) {
        wishes.visit(next);
        stopAt(next)?.focus({ preventScroll: true });
      }
    } else if (id !== undefined && direction !== undefined) {
      event.preventDefault();
      wishes.focus(id, direction);
    }
  });
  svg.addEventListener('click', press);
  stopAt(undefined);
  return stopAt;
}

/** Return the tier whose heading an element belongs to, where headings open and close. */
export function tierAt(target: EventTarget | null): string | undefined {
  const found = target instanceof Element ? target.closest<SVGElement>('.toggle') : null;
  return found?.dataset['tier'];
}
