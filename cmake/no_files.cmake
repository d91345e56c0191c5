# What boards leave out: settings are an image in the flash journal, so there is no JSON file and no file
# system; lwIP speaks multicast DNS; a test fails the hardware, not a board.
set(MICROS_LEFT_OUT store/settings_json.c store/flatjson.c store/filestore.c hw/faulty.c
    net/dns.c net/responder.c net/responder_records.c)
