/** Every test in a real VS Code; scripts/e2e bundles this file and runs it. */

import './firstContact';
import './mistakes';
import './answers';
import './completion';
import './enter';
import './commands';
import './graph';
import './status';
import './opening';
import './trouble';
import './trust';
import './host';
import './plantedMistakes';
import './typing';
import './typingFigures';
import './report';
import './dbtFiles';
