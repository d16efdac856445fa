import { t } from "../../shared/words";
import { useLive, useRoom } from "../parts/RoomContext";
import type { Tab } from "../room";
import type { LiveState } from "../state";
import { Backchannel, Chat } from "./MessagesPanel";
import { People } from "./PeoplePanel";
import { Questions } from "./QuestionsPanel";

/** The panels beside the stage, one at a time (ARIA tabs): those that the role has. */
export function Panels() {
  const room = useRoom();
  const state = useLive();
  const shown = room.tab.value;
  const tabs = tabsOf(state);
  const walk = (event: KeyboardEvent): void => {
    const to = neighbour(event, tabs);
    if (!to) return;
    event.preventDefault();
    room.tab.value = to;
    document.getElementById(`tab-${to}`)?.focus();
  };
  return (
    <aside class="panel" aria-label={t("Panels")} data-keep="panels">
      <div class="tabs" role="tablist" aria-label={t("Panels")} onKeyDown={walk}>
        {tabs.map((tab) => (
          <TabButton key={tab} tab={tab} count={countOn(tab, state)} waiting={waitingOn(tab, state)} />
        ))}
      </div>
      <div id="panel" class="panel-body" role="tabpanel" aria-labelledby={`tab-${shown}`} key={shown}>
        {shown === "chat" && !state.quiet && <Chat />}
        {shown === "questions" && <Questions />}
        {shown === "backchannel" && state.backchannel && <Backchannel />}
        {shown === "people" && <People />}
      </div>
    </aside>
  );
}

function TabButton({ tab, count, waiting }: { tab: Tab; count: number; waiting: number }) {
  const room = useRoom();
  const selected = room.tab.value === tab;
  const unread = tab !== "people" && count > 0;
  return (
    <button
      type="button"
      id={`tab-${tab}`}
      role="tab"
      aria-selected={selected}
      aria-controls="panel"
      tabIndex={selected ? 0 : -1}
      onClick={() => (room.tab.value = tab)}
    >
      {tabName(tab)}
      {count > 0 && waiting === 0 && (
        <span class={unread ? "badge" : "badge plain"}>{count > 99 && unread ? "99+" : count}</span>
      )}
      {unread && <span class="heard-only">{t("unread")}</span>}
      {waiting > 0 && (
        <>
          <span class="badge">{waiting}</span>
          <span class="heard-only">{t("waiting")}</span>
        </>
      )}
    </button>
  );
}

function tabsOf(state: LiveState): readonly Tab[] {
  if (state.backchannel) return ["chat", "questions", "backchannel", "people"];
  return state.quiet ? ["questions", "people"] : ["chat", "questions", "people"];
}

function countOn(tab: Tab, state: LiveState): number {
  if (tab !== "people") return state.unread[tab];
  return [...state.participants.values()].filter((person) => person.present).length;
}

const waitingOn = (tab: Tab, state: LiveState): number => (tab === "people" ? (state.door.waiting?.length ?? 0) : 0);

function neighbour(event: KeyboardEvent, tabs: readonly Tab[]): Tab | undefined {
  const inList = event.currentTarget as HTMLElement;
  const at = tabs.findIndex((tab) => document.activeElement?.id === `tab-${tab}`);
  const onward = getComputedStyle(inList).direction === "rtl" ? -1 : 1;
  const to = { ArrowRight: at + onward, ArrowLeft: at - onward, Home: 0, End: -1 }[event.key];
  return to === undefined ? undefined : tabs.at(to % tabs.length);
}

function tabName(tab: Tab): string {
  switch (tab) {
    case "chat":
      return t("Chat");
    case "questions":
      return t("Q&A");
    case "backchannel":
      return t("Backchannel");
    case "people":
      return t("People");
  }
}
