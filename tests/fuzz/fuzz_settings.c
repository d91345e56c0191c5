// The settings file: whatever it holds, what is loaded can be saved, and reads back the same.
#include "fuzz.h"
#include "node/keys.h"
#include "ram.h"
#include "store/settings_form.h"
#include <string.h>

static void check_values(const struct settings *s)
{
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        if (keys[i].kind == K_INT)
            HOLDS(settings_int(s, i) >= keys[i].lo && settings_int(s, i) <= keys[i].hi);
        if (keys[i].kind == K_TEXT)
            HOLDS(text_is_utf8(settings_text(s, i)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct settings_change as_it_is = { .key = -1 };
    static struct settings first, second;
    static char memory[2][SETTINGS_MEMORY];
    static uint8_t recorded[2][KEYSET_BYTES(KEY_COUNT)];
    static struct settings_place places[2];
    struct settings_report report;
    struct ram ram;

    ram_init(&ram);
    ram_put_bytes(&ram, SETTINGS_FILE, data, len);
    for (int i = 0; i < 2; i++)
        places[i] = (struct settings_place){ &ram.blobs, &settings_json, memory[i] };
    settings_init(&first, keys, KEY_COUNT, recorded[0], &places[0]);
    settings_load(&first, &report);
    check_values(&first);
    // A file that could not be used as it was stands elsewhere, byte for byte.
    HOLDS(!report.damaged ||
          (ram_size(&ram, report.aside) == len && !memcmp(ram_get(&ram, report.aside), data, len)));
    HOLDS(settings_file_write(&first, true, &as_it_is) == OK);

    settings_init(&second, keys, KEY_COUNT, recorded[1], &places[1]);
    settings_load(&second, &report);
    HOLDS(!report.damaged && !report.created && !report.recovered && !report.incomplete);
    HOLDS(first.used == second.used && first.generation == second.generation);
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        char a[CFG_SETTINGS_BYTES + 1], b[CFG_SETTINGS_BYTES + 1];
        struct out o, p;
        out_init(&o, a, sizeof a);
        out_init(&p, b, sizeof b);
        settings_show(&first, i, &o);
        settings_show(&second, i, &p);
        HOLDS(!strcmp(a, b));
    }
    ram_free(&ram);
    return 0;
}
