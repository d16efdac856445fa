import { enableCopyButtons } from "../shared/copy";
import { tellLocalTimes } from "../shared/localTimes";
import { suggestPeople } from "./suggest";

/** What the dialogs of inviting gain from script, wherever they are shown. */
export function enhanceDialogs(root: ParentNode): void {
  enableCopyButtons(root);
  tellLocalTimes(root);
  suggestPeople(root);
}
