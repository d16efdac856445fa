// What every page of the site gains from script; each works without it.
import { reloadWhenDue, runCountdowns } from "../shared/countdown";
import { closeDropdowns } from "../shared/dropdowns";
import { tellFramed } from "../shared/framed";
import { keepFresh } from "../shared/refresh";
import { previewLive } from "./livePreview";
import { tellContrast } from "./contrast";
import { openPagesAsDialogs } from "./pageDialog";
import { enablePasskeys } from "./passkeys";
import { chooseOwnZone, growRows } from "./roomForm";
import { keepLength } from "./sessionForm";
import { chooseRows } from "./chooseRows";
import { enhanceDialogs } from "./dialogs";
import { keepRegisterLive } from "./registerLive";

// Before the rest changes anything: it compares what the server sends.
keepFresh();
closeDropdowns();
tellFramed();
enablePasskeys();
reloadWhenDue();
openPagesAsDialogs(enhance);
keepRegisterLive(enhance);
enhance(document);

/** What a page gains, and what is shown in a dialog gains again. */
function enhance(root: ParentNode): void {
  enhanceDialogs(root);
  runCountdowns(root);
  growRows(root);
  chooseOwnZone(root);
  keepLength(root);
  chooseRows(root);
  previewLive(root);
  tellContrast(root);
}
