// What is known about a device before anything is sent to it.
#include "device/trust.h"
#include "device/identity.h"
#include <string.h>

static const char key[] = "login";
static const char *const words[] = { "unknown", "scram", "plain" };

const char *trust_word(enum trust_login login)
{
    return words[login];
}

enum trust_login trust_login_of(const struct device *device)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, device->more)
    {
        const char *word = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, key));
        for (int i = TRUST_SCRAM; word && i <= TRUST_PLAIN; i++)
            if (strcmp(word, words[i]) == 0)
                return (enum trust_login)i;
    }
    return TRUST_UNKNOWN;
}

void trust_set_login(struct device *device, enum trust_login login)
{
    cJSON *item, *note = NULL;

    cJSON_ArrayForEach(item, device->more)
    {
        if (cJSON_HasObjectItem(item, key))
            note = item;
    }
    if (!device->more)
        device->more = cJSON_CreateArray();
    if (!note) {
        note = cJSON_CreateObject();
        cJSON_AddItemToArray(device->more, note);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(note, key);
    cJSON_AddStringToObject(note, key, words[login]);
}

struct micros_trust trust_of(const struct device *device, const struct options *options)
{
    struct micros_trust trust = { .allows_plain = options->plain_password };

    if (!device)
        return trust;
    enum trust_login login = trust_login_of(device);
    trust.uid = identity_is_known(device) ? device->uid : NULL;
    trust.must_prove = login == TRUST_SCRAM;
    trust.allows_plain = trust.allows_plain || login == TRUST_PLAIN;
    return trust;
}

void trust_note_proof(const char *path, const struct device *device)
{
    struct cache cache;

    if (!path || !device || cache_is_placeholder(device) || trust_login_of(device) == TRUST_SCRAM ||
        cache_edit(&cache, path) != 0)
        return;
    struct device *entry = cache_find(&cache, device->uid);
    if (entry) {
        trust_set_login(entry, TRUST_SCRAM);
        cache_save(&cache);
    }
    cache_free(&cache);
}
