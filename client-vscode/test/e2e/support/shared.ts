/** The VS Code of all tests that need no special one; at the top, so that it lives as long as they. */

import { Session } from './session';

export const shared = new Session();
