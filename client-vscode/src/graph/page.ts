/** The page of the view. Nothing is loaded but our own script and style, by their addresses. */

/** Addresses as the webview sees them. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** What the webview calls its own resources, for the policy. */
  readonly source: string;
  /** A word that nobody can guess; scripts without it do not run. */
  readonly nonce: string;
}

/**
 * Return the HTML. The policy allows our script by its nonce, our style, and images that the page
 * makes itself, for the export as PNG (CSP level 3).
 */
export function graphPage({ script, style, source, nonce }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    'img-src data:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${style}">
    <title>Graph</title>
  </head>
  <body>
    <header role="toolbar" aria-label="Graph">
      <button id="fit" title="Show everything (0)">Fit</button>
      <button id="larger" title="Larger (+)" aria-label="Larger">+</button>
      <button id="smaller" title="Smaller (-)" aria-label="Smaller">−</button>
      <button id="svg">Save as SVG</button>
      <button id="png">Save as PNG</button>
      <span id="summary" role="status"></span>
    </header>
    <main id="canvas"></main>
    <p id="trouble" role="alert" hidden></p>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
