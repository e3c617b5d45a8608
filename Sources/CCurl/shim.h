#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take variable arguments, which Swift does not import: one function per kind of value.
static inline CURLcode burhan_curl_set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }

static inline CURLcode burhan_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode burhan_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode burhan_curl_set_headers(CURL *handle, struct curl_slist *headers) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

typedef size_t (*burhan_curl_data)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*burhan_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

// Calls `data` with every piece of head and body, and `open` with every address before anything is sent there.
static inline void burhan_curl_set_callbacks(CURL *handle, burhan_curl_data data, burhan_curl_open open, void *context) {
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, data);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, data);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}

static inline long burhan_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static inline CURLcode burhan_curl_begin(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

// A macro that Swift does not import.
static const curl_socket_t burhan_curl_no_socket = CURL_SOCKET_BAD;
