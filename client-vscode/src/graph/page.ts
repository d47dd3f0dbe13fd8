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
      <span class="search">
        <input id="search" type="text" role="searchbox" placeholder="Search (/)" spellcheck="false"
          aria-label="Search transforms" aria-describedby="found"
          title="Enter goes to the next match, Shift+Enter to the one before">
        <span id="found" role="status"></span>
      </span>
      <span class="group" role="group" aria-label="Show only">
        <button id="upstream" aria-pressed="false" disabled
          title="Only what the lit transform depends on (U)">Upstream</button>
        <button id="both" aria-pressed="false" disabled
          title="Only what it depends on and what depends on it (F, or a double-click)">Both</button>
        <button id="downstream" aria-pressed="false" disabled
          title="Only what depends on the lit transform (D)">Downstream</button>
        <label id="depths" hidden><select id="depth" aria-label="How far">
          <option value="1">1 step</option>
          <option value="2">2 steps</option>
          <option value="3">3 steps</option>
          <option value="all" selected>all the way</option>
        </select></label>
      </span>
      <span class="group">
        <button id="fit" title="Show everything (0)">Fit</button>
        <button id="larger" title="Larger (+)" aria-label="Larger">+</button>
        <button id="smaller" title="Smaller (-)" aria-label="Smaller">−</button>
      </span>
      <span class="group">
        <button id="svg" title="Save as SVG" aria-label="Save as SVG">SVG</button>
        <button id="png" title="Save as PNG" aria-label="Save as PNG">PNG</button>
      </span>
      <span id="summary" role="status"></span>
    </header>
    <main id="canvas"></main>
    <p id="trouble" role="alert" hidden></p>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
