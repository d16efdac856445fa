// What every page of the site gains from script; each works without it.
import { enableCopyButtons } from "../shared/copy";
import { runCountdowns } from "../shared/countdown";
import { closeDropdowns } from "../shared/dropdowns";
import { tellLocalTimes } from "../shared/localTimes";
import { keepFresh } from "../shared/refresh";

// Before the rest changes anything: it compares what the server sends.
keepFresh();
closeDropdowns();
enableCopyButtons();
tellLocalTimes();
runCountdowns();
