// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// What the C compiler finds of libpq, the client library of PostgreSQL.
#include <libpq-fe.h>
