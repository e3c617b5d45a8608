#pragma once
#include <libpq-fe.h>

// Field codes are character constants that Swift does not import as numbers.
static const int burhan_pg_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int burhan_pg_diag_message_primary = PG_DIAG_MESSAGE_PRIMARY;
