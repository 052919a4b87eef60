export type {
  Analysis,
  DocumentContext,
  ServerSettings,
  Workspace,
  WorkspaceOptions,
} from "./workspace.ts";
export { createWorkspace, fileUri } from "./workspace.ts";
