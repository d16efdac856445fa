// What every page of the site gains from script; each works without it.
import { enableCopyButtons } from "../shared/copy";
import { reloadWhenDue, runCountdowns } from "../shared/countdown";
import { closeDropdowns } from "../shared/dropdowns";
import { tellLocalTimes } from "../shared/localTimes";
import { keepFresh } from "../shared/refresh";
import { tellContrast } from "./contrast";
import { openPagesAsDialogs } from "./pageDialog";
import { enablePasskeys } from "./passkeys";
import { chooseOwnZone, growRows } from "./roomForm";
import { keepLength } from "./sessionForm";
import { suggestPeople } from "./suggest";

// Before the rest changes anything: it compares what the server sends.
keepFresh();
closeDropdowns();
enablePasskeys();
reloadWhenDue();
openPagesAsDialogs(enhance);
enhance(document);

/** What a page gains, and what is shown in a dialog gains again. */
function enhance(root: ParentNode): void {
  enableCopyButtons(root);
  tellLocalTimes(root);
  runCountdowns(root);
  growRows(root);
  chooseOwnZone(root);
  keepLength(root);
  suggestPeople(root);
  tellContrast(root);
}
