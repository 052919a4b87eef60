/** PCRE2, as the command line uses it. */
export { httpdPatterns as patterns } from "@httpd-lint/pcre2";
