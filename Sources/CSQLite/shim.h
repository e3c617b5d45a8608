#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift does not import: these bind copies of the bytes.
static inline int burhan_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int count) {
    return sqlite3_bind_text(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int burhan_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0) : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// Extended result codes are expressions that Swift does not import.
static const int burhan_sqlite_constraint_unique = SQLITE_CONSTRAINT_UNIQUE;
static const int burhan_sqlite_constraint_primarykey = SQLITE_CONSTRAINT_PRIMARYKEY;
