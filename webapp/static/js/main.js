// Everything works without these; each module makes one thing quicker.
import { goToPassage } from "./arriving.js";
import { citeCopies, enableCopying } from "./copying.js";
import { enableDrawers } from "./drawers.js";
import { enableKeys } from "./keys.js";
import { followOutline } from "./outline.js";

enableKeys(document);
enableCopying(document);
citeCopies(document);
enableDrawers(document);
followOutline(document);
goToPassage(document);
