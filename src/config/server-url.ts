/** Variable that names the server which commands such as `shimmy ps` talk to. It is no setting: a server has no use for it. */
export const SERVER_URL_VARIABLE = "SHIMMY_URL";
