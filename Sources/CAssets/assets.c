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

static const unsigned char http_oauth2_bytes[] = {
#embed "../TenonCatalog/Apps/http-oauth2.yaml"
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

static const unsigned char oauth2_bytes[] = {
#embed "../TenonCatalog/Standard/oauth2.yaml"
};

static const unsigned char authorized_template_bytes[] = {
#embed "../TenonConsole/Templates/authorized.mustache"
};

static const unsigned char connect_template_bytes[] = {
#embed "../TenonConsole/Templates/connect.mustache"
};

static const unsigned char connected_template_bytes[] = {
#embed "../TenonConsole/Templates/connected.mustache"
};

static const unsigned char layout_template_bytes[] = {
#embed "../TenonConsole/Templates/layout.mustache"
};

static const unsigned char problem_template_bytes[] = {
#embed "../TenonConsole/Templates/problem.mustache"
};

static const unsigned char console_css_bytes[] = {
#embed "../TenonConsole/Assets/console.css"
};

static const unsigned char icons_svg_bytes[] = {
#embed "../TenonConsole/Assets/icons.svg"
};

static const tenon_asset assets[] = {
    {"Templates/authorized.mustache", authorized_template_bytes, sizeof authorized_template_bytes},
    {"Templates/connect.mustache", connect_template_bytes, sizeof connect_template_bytes},
    {"Templates/connected.mustache", connected_template_bytes, sizeof connected_template_bytes},
    {"Templates/layout.mustache", layout_template_bytes, sizeof layout_template_bytes},
    {"Templates/problem.mustache", problem_template_bytes, sizeof problem_template_bytes},
    {"Assets/console.css", console_css_bytes, sizeof console_css_bytes},
    {"Assets/icons.svg", icons_svg_bytes, sizeof icons_svg_bytes},
    {"Apps/airtable.yaml", airtable_bytes, sizeof airtable_bytes},
    {"Apps/aws.yaml", aws_bytes, sizeof aws_bytes},
    {"Apps/google.yaml", google_bytes, sizeof google_bytes},
    {"Apps/http-jwt.yaml", http_jwt_bytes, sizeof http_jwt_bytes},
    {"Apps/http-oauth2.yaml", http_oauth2_bytes, sizeof http_oauth2_bytes},
    {"Apps/http.yaml", http_bytes, sizeof http_bytes},
    {"Apps/imap.yaml", imap_bytes, sizeof imap_bytes},
    {"Apps/make.yaml", make_bytes, sizeof make_bytes},
    {"Apps/slack.yaml", slack_bytes, sizeof slack_bytes},
    {"Apps/smtp.yaml", smtp_bytes, sizeof smtp_bytes},
    {"Standard/oauth2.yaml", oauth2_bytes, sizeof oauth2_bytes},
};

const tenon_asset *tenon_asset_at(size_t index) {
    return index < sizeof assets / sizeof *assets ? &assets[index] : NULL;
}
