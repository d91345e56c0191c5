// Each rule as text and as numbers. Hours 0 to 3 hold the skipped and repeated times of all zones.
#include "rules.h"

#define RULES_COUNT(a) (sizeof(a) / sizeof *(a))
#define AT(h, m, s)    .hours = ONLY(h), .minutes = ONLY(m), .seconds = ONLY(s)

const struct known_rule rules_mixed[] = {
    { "*:0:0:0", AT(0, 0, 0) },
    { "*:0-3:15:0", .hours = ONLY(0, 1, 2, 3), .minutes = ONLY(15), .seconds = ONLY(0) },
    { "0-4:7:30:0", .weekdays = ONLY(0, 1, 2, 3, 4), AT(7, 30, 0) },
    { "5-0:22-2/2:5:7", .weekdays = ONLY(5, 6, 0), .hours = ONLY(22, 0, 2), .minutes = ONLY(5),
      .seconds = ONLY(7) },
    { "2:12:0:0", .weekdays = ONLY(2), AT(12, 0, 0) },
    { "*:12:0:0", AT(12, 0, 0) },
    { "2,4:12:0:0", .weekdays = ONLY(2, 4), AT(12, 0, 0) },
    { "6:*:40:20", .weekdays = ONLY(6), .minutes = ONLY(40), .seconds = ONLY(20) },
    { "1:*:10-59/40:0", .weekdays = ONLY(1), .minutes = ONLY(10, 50), .seconds = ONLY(0) },
    { "6:2:*/7:0", .weekdays = ONLY(6), .hours = ONLY(2),
      .minutes = ONLY(0, 7, 14, 21, 28, 35, 42, 49, 56), .seconds = ONLY(0) },
    { "5,6:1:0-20/2:0", .weekdays = ONLY(5, 6), .hours = ONLY(1),
      .minutes = ONLY(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20), .seconds = ONLY(0) },
    { "6:3:0:58-3", .weekdays = ONLY(6), .hours = ONLY(3), .minutes = ONLY(0),
      .seconds = ONLY(58, 59, 0, 1, 2, 3) },
    { "6:2:59:59", .weekdays = ONLY(6), AT(2, 59, 59) },
    { "3:23:59:59", .weekdays = ONLY(3), AT(23, 59, 59) },
    { "sunrise+30", .kind = BY_SUNRISE, .offset_min = 30 },
};
const unsigned rules_mixed_count = RULES_COUNT(rules_mixed);

const struct known_rule rules_few[] = {
    { "6:0-3:30:0", .weekdays = ONLY(6), .hours = ONLY(0, 1, 2, 3), .minutes = ONLY(30),
      .seconds = ONLY(0) },
    { "6:2:10:0", .weekdays = ONLY(6), AT(2, 10, 0) },
};
const unsigned rules_few_count = RULES_COUNT(rules_few);

const struct known_rule rules_often[] = {
    { "*:*:*/5:0", .minutes = ONLY(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55),
      .seconds = ONLY(0) },
    { "*:*:*:30", .seconds = ONLY(30) },
};
const unsigned rules_often_count = RULES_COUNT(rules_often);

const struct known_rule rules_dense[] = {
    { "*:*:*:30", .seconds = ONLY(30) },
    { "*:*:*/10:0", .minutes = ONLY(0, 10, 20, 30, 40, 50), .seconds = ONLY(0) },
    { "*:8-20:*/9:30", .hours = ONLY(8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
      .minutes = ONLY(0, 9, 18, 27, 36, 45, 54), .seconds = ONLY(30) },
};
const unsigned rules_dense_count = RULES_COUNT(rules_dense);

const struct known_rule rules_sun[] = {
    { "sunrise", .kind = BY_SUNRISE },
    { "sunset", .kind = BY_SUNSET },
    { "5,6:sunset-15", .weekdays = ONLY(5, 6), .kind = BY_SUNSET, .offset_min = -15 },
    { "sunrise+600", .kind = BY_SUNRISE, .offset_min = 600 },
};
const unsigned rules_sun_count = RULES_COUNT(rules_sun);

const struct site rules_sites[] = {
    { "Europe/Budapest", "47.4979", "19.0402" },
    { "America/New_York", "40.7128", "-74.006" },
    { "Australia/Lord_Howe", "-31.5553", "159.0821" }, // half an hour
    { "America/Sao_Paulo", "-23.5505", "-46.6333" },
    { "Africa/Casablanca", "33.5731", "-7.5898" }, // by the moon
    { "Asia/Kathmandu", "27.7172", "85.324" },
    { "Pacific/Chatham", "-43.95", "-176.55" },
    { "Europe/Dublin", "53.3498", "-6.2603" },   // standard time in summer
    { "Antarctica/Troll", "-72.0114", "2.535" }, // two hours
    { "America/Havana", "23.1136", "-82.3666" }, // at midnight
    { "NZST-12NZDT,M9.5.0,M4.1.0/3", "-41.2866", "174.7756" },
};
const unsigned rules_site_count = RULES_COUNT(rules_sites);
