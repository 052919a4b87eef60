export type { Analysis, DocumentContext, Workspace, WorkspaceOptions } from "./workspace.ts";
