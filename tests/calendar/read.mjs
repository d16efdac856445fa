// Reads a calendar file from its input with a parser that is not ours, trusting the time zones in the file alone, and says what it understood.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const ICAL = require("ical.js");

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const zones = calendar.getAllSubcomponents("vtimezone").map((zone) => new ICAL.Timezone(zone));
ICAL.TimezoneService.reset();
for (const zone of zones) ICAL.TimezoneService.register(zone.tzid, zone);
const events = calendar.getAllSubcomponents("vevent");
const event = new ICAL.Event(events[0]);
const person = (property) => property && { name: property.getParameter("cn"), address: property.getFirstValue() };

process.stdout.write(
  JSON.stringify({
    method: calendar.getFirstPropertyValue("method"),
    zones: zones.map((zone) => zone.tzid),
    events: events.length,
    uid: event.uid,
    sequence: event.sequence,
    zone: event.startDate.zone.tzid,
    localStart: event.startDate.toString(),
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    summary: event.summary,
    description: event.description,
    organizer: person(events[0].getFirstProperty("organizer")),
    attendees: events[0].getAllProperties("attendee").map(person),
  }),
);
