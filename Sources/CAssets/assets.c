// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// Two places per file, because #embed takes no macro as its name everywhere; a test compares them with the folder.

static const unsigned char airtable_bytes[] = {
#embed "../TenonCatalog/Apps/airtable.yaml"
};

static const unsigned char aws_bytes[] = {
#embed "../TenonCatalog/Apps/aws.yaml"
};

static const unsigned char google_bytes[] = {
#embed "../TenonCatalog/Apps/google.yaml"
};

static const unsigned char http_jwt_bytes[] = {
#embed "../TenonCatalog/Apps/http-jwt.yaml"
};

static const unsigned char http_bytes[] = {
#embed "../TenonCatalog/Apps/http.yaml"
};

static const unsigned char imap_bytes[] = {
#embed "../TenonCatalog/Apps/imap.yaml"
};

static const unsigned char make_bytes[] = {
#embed "../TenonCatalog/Apps/make.yaml"
};

static const unsigned char slack_bytes[] = {
#embed "../TenonCatalog/Apps/slack.yaml"
};

static const unsigned char smtp_bytes[] = {
#embed "../TenonCatalog/Apps/smtp.yaml"
};

static const tenon_asset assets[] = {
    {"Apps/airtable.yaml", airtable_bytes, sizeof airtable_bytes},
    {"Apps/aws.yaml", aws_bytes, sizeof aws_bytes},
    {"Apps/google.yaml", google_bytes, sizeof google_bytes},
    {"Apps/http-jwt.yaml", http_jwt_bytes, sizeof http_jwt_bytes},
    {"Apps/http.yaml", http_bytes, sizeof http_bytes},
    {"Apps/imap.yaml", imap_bytes, sizeof imap_bytes},
    {"Apps/make.yaml", make_bytes, sizeof make_bytes},
    {"Apps/slack.yaml", slack_bytes, sizeof slack_bytes},
    {"Apps/smtp.yaml", smtp_bytes, sizeof smtp_bytes},
};

const tenon_asset *tenon_asset_at(size_t index) {
    return index < sizeof assets / sizeof *assets ? &assets[index] : NULL;
}
