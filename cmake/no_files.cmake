# Files that boards leave out: settings are an image in the flash journal, so there is no JSON file and no file system.
set(MICROS_LEFT_OUT store/settings_json.c store/flatjson.c store/filestore.c)
