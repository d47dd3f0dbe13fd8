/** Turns the drawing into a file: SVG that stands alone, or PNG at twice the size. */

import { plainColour } from './colour';

/** What a style sheet gives and a file has to hold itself. */
const PROPERTIES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'fill-opacity',
  'opacity',
  'text-anchor',
  'visibility',
];
/** What only the page knows; so are all `data-` attributes. */
const LEFT_BEHIND: readonly string[] = [
  'class',
  'tabindex',
  'role',
  'aria-current',
  'aria-expanded',
];
const SHARPNESS = 2;
/** What Chromium's canvas can hold on a side, in pixels. */
const LARGEST_SIDE = 16_000;

/** Return the text of an SVG with the colours of the theme that is shown. */
export function asSvg(svg: SVGSVGElement, background: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const property of PROPERTIES) {
      copies[index]?.setAttribute(property, plainColour(style.getPropertyValue(property)));
    }
    for (const name of copies[index]?.getAttributeNames() ?? []) {
      if (LEFT_BEHIND.includes(name) || name.startsWith('data-')) {
        copies[index]?.removeAttribute(name);
      }
    }
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', background);
  copy.prepend(ground);
  const text = new XMLSerializer().serializeToString(copy);
  // The attributes come in any order; a file begins with the element's name in each case.
  return text.replace(/^<svg\b\s*/, '<svg ');
}

/** Return the drawing as PNG, in base64. */
export async function asPng(svg: SVGSVGElement, background: string): Promise<string> {
  const { width, height } = svg.viewBox.baseVal;
  const scale = Math.min(SHARPNESS, LARGEST_SIDE / width, LARGEST_SIDE / height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asSvg(svg, background))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
