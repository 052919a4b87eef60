import type { Feature } from "./feature.ts";
import { commandFeatures } from "./features/commands.ts";
import { editingFeatures } from "./features/editing.ts";
import { navigationFeatures } from "./features/navigation.ts";
import { readingFeatures } from "./features/reading.ts";
import { tokenFeatures } from "./features/tokens.ts";

/** Everything that is advertised, and nothing else. */
export const features: readonly Feature[] = [
  ...readingFeatures,
  ...tokenFeatures,
  ...editingFeatures,
  ...navigationFeatures,
  ...commandFeatures,
];
