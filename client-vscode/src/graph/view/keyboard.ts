/**
 * Makes the drawing reachable by keyboard: one stop for Tab, arrows from node to node, Enter or
 * Space to go to the line (WAI-ARIA Authoring Practices, "roving tabindex").
 */

import type { PlacedNode } from './layout';
import { type Arrow, neighbour } from './steps';

const ARROWS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** Attach the keys; returns the function that gives a node the one stop of Tab. */
export function attachKeys(
  svg: SVGSVGElement,
  nodes: readonly PlacedNode[],
  open: (name: string) => void,
): (name: string | undefined) => void {
  const elements = new Map(
    [...svg.querySelectorAll<SVGGElement>('.node')].map((each) => [each.dataset['name'], each]),
  );
  const stopAt = (name: string | undefined) => {
    const chosen = elements.get(name) ?? elements.get(nodes[0]?.node.name);
    for (const each of elements.values()) {
      each.setAttribute('tabindex', each === chosen ? '0' : '-1');
    }
  };
  svg.addEventListener('keydown', (event) => {
    const name = nameAt(event.target);
    const at = nodes.find(({ node }) => node.name === name);
    if (at === undefined) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(at.node.name);
    } else if (ARROWS.includes(event.key)) {
      event.preventDefault();
      const next = neighbour(nodes, at, event.key as Arrow)?.node.name;
      if (next !== undefined) {
        stopAt(next);
        elements.get(next)?.focus();
      }
    }
  });
  svg.addEventListener('click', (event) => {
    const name = nameAt(event.target);
    if (name !== undefined) {
      stopAt(name);
      open(name);
    }
  });
  stopAt(undefined);
  return stopAt;
}

/** Return the name of the node that an element belongs to. */
export function nameAt(target: EventTarget | null): string | undefined {
  const found = target instanceof Element ? target.closest<SVGGElement>('.node') : null;
  return found?.dataset['name'];
}
