// The invitee's page: the essential path needs none of this.
import { runCountdowns } from "../shared/countdown";
import { tellLocalTimes } from "../shared/localTimes";
import { claimWithDeviceKey } from "./claim";
import { offerDeviceCheck } from "./deviceCheck";
import { runPauses } from "./pause";
import { watchInvitation } from "./watch";

const main = document.querySelector<HTMLElement>("main[data-watch]");
document.documentElement.classList.add("scripted");
enhance(document);
if (main) watchInvitation(main, enhance);
// Who is known is led on without being asked.
document.querySelector<HTMLFormElement>("form[data-go]")?.submit();

function enhance(root: ParentNode): void {
  tellLocalTimes(root);
  runCountdowns(root);
  runPauses(root);
  offerDeviceCheck(root);
  claimWithDeviceKey(root);
}
