/** Commands that the server lets actions call, since only an editor can show what they need. */

export const CHOOSE_MANIFEST = 'floe.chooseManifest';
