# What boards leave out: settings are an image in the flash journal, so there is no JSON file and no file
# system; lwIP speaks multicast DNS.
set(MICROS_LEFT_OUT store/settings_json.c store/flatjson.c store/filestore.c
    net/dns.c net/responder.c net/responder_records.c)
