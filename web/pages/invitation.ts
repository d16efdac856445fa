// The invitee's page: the essential path needs none of this.
import { runCountdowns } from "../shared/countdown";
import { tellLocalTimes } from "../shared/localTimes";

tellLocalTimes();
runCountdowns();
