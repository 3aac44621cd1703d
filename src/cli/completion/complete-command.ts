/** The hidden command that completion scripts ask; people have no use for it. */
export const COMPLETE_COMMAND = "__complete";
