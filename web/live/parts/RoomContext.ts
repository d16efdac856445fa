import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Room } from "../room";
import type { LiveState } from "../state";

export const RoomContext = createContext<Room | null>(null);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (!room) throw new Error("Only inside a room.");
  return room;
}

/** For what is shown only after the welcome. */
export function useLive(): LiveState {
  const state = useRoom().state.value;
  if (!state) throw new Error("Only after the welcome.");
  return state;
}
