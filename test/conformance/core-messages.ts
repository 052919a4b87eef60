/**
 * What httpd's core says, as opposed to its modules: people search for these words, so ours are the same. What a
 * module says of a value is in our own words.
 */
const CORE_MESSAGES: readonly RegExp[] = [
  /^Invalid command /,
  / not allowed (?:here|in <.*> context)$/,
  / cannot occur within /,
  / (?:takes (?:one|two|three|1-2|one or three|two or three|one, two or three)|requires at least (?:one|two)) arguments?(?:,|$|<usage>)/,
  /^(?!value )\S+ must be On or Off$/,
  /^[^ ]*> directive (?:missing closing|requires additional arguments|excludes all|specifies methods)/,
  /without matching <|^Expected <\/|was not closed\.$/,
  /^(?:apache2: Configuration error: )?(?:No|More than one) MPM loaded\.$/,
  /^Cannot parse condition clause: /,
  /^<Else> does not take an argument$/,
  / section without previous /,
  /^Multiple <.*> arguments not /,
  /^Regex could not be compiled$/,
  /> path is invalid\.$/,
  /^TRACE cannot be controlled by /,
  /^The address or port is invalid$/,
  /^Could not open configuration file |^Include\/IncludeOptional: |^Exceeded maximum include depth/,
  /^Either all Options must start with |^Illegal option |^You may not use 'Options |^'Options None' must be the first/,
  /^Illegal override option |^=Override, =Unknown or =All expected after /,
  /^Cannot load .* into server: |^Can't locate API module structure |^module .* is built-in and can't be loaded/,
  /^Config variable |^Variable name must not contain ':'/,
  /^macro '|^no macro |^recursive use of macro|^cannot remove undefined macro|^argument name conflict in macro|^<Macro/,
  /^Version appears to be invalid|^unrecognized operator|^Missing delimiting \//,
  /^ServerRoot must be |^DefaultRuntimeDir must be /,
  /^The Error directive was used with no message/,
  /^Error reading /,
];

/** @param message httpd's, without the place */
export function isCoreMessage(message: string): boolean {
  return CORE_MESSAGES.some((pattern) => pattern.test(message));
}
