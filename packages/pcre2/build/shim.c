/*
 * The few functions of PCRE2 that httpd needs, with arguments that cross the border of WebAssembly: numbers and
 * addresses in linear memory. Compiled together with PCRE2's 8-bit library by build.sh.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))

static int32_t error_code;
static PCRE2_SIZE error_offset;

EXPORT("error_code") int32_t shim_error_code(void) { return error_code; }
EXPORT("error_offset") uint32_t shim_error_offset(void) { return (uint32_t)error_offset; }

/* Address of the compiled pattern, or 0: then error_code and error_offset say why. */
EXPORT("compile") pcre2_code *shim_compile(const uint8_t *pattern, uint32_t length, uint32_t options)
{
    int code = 0;
    pcre2_code *compiled = pcre2_compile(pattern, length, options, &code, &error_offset, 0);
    error_code = code;
    return compiled;
}

EXPORT("release") void shim_release(pcre2_code *code) { pcre2_code_free(code); }

EXPORT("capture_count") uint32_t shim_capture_count(const pcre2_code *code)
{
    uint32_t count = 0;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

EXPORT("name_count") uint32_t shim_name_count(const pcre2_code *code)
{
    uint32_t count = 0;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    return count;
}

EXPORT("name_entry_size") uint32_t shim_name_entry_size(const pcre2_code *code)
{
    uint32_t size = 0;
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    return size;
}

EXPORT("name_table") const uint8_t *shim_name_table(const pcre2_code *code)
{
    PCRE2_SPTR table = 0;
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    return table;
}

/* Number of pairs written to `pairs` (room for `room` of them), or one of PCRE2's negative codes. */
EXPORT("match") int32_t shim_match(const pcre2_code *code, const uint8_t *subject, uint32_t length, uint32_t from,
                                   uint32_t *pairs, uint32_t room)
{
    pcre2_match_data *data = pcre2_match_data_create(room, 0);
    if (data == 0) return PCRE2_ERROR_NOMEMORY;
    int count = pcre2_match(code, subject, length, from, 0, data, 0);
    if (count > 0) {
        PCRE2_SIZE *vector = pcre2_get_ovector_pointer(data);
        for (int at = 0; at < 2 * count; at++) pairs[at] = (uint32_t)vector[at];
    }
    pcre2_match_data_free(data);
    return count;
}

/* Length of the message for an error code, written to `buffer`. */
EXPORT("message") int32_t shim_message(int32_t code, uint8_t *buffer, uint32_t room)
{
    return pcre2_get_error_message(code, buffer, room);
}
