// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// Two places per file, because #embed takes no macro as its name everywhere; a test compares them with the folder.

static const unsigned char account_template_bytes[] = {
#embed "../TenonConsole/Templates/account.mustache"
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

static const unsigned char error_template_bytes[] = {
#embed "../TenonConsole/Templates/error.mustache"
};

static const unsigned char faults_template_bytes[] = {
#embed "../TenonConsole/Templates/faults.mustache"
};

static const unsigned char form_token_template_bytes[] = {
#embed "../TenonConsole/Templates/form-token.mustache"
};

static const unsigned char invitation_template_bytes[] = {
#embed "../TenonConsole/Templates/invitation.mustache"
};

static const unsigned char layout_template_bytes[] = {
#embed "../TenonConsole/Templates/layout.mustache"
};

static const unsigned char problem_template_bytes[] = {
#embed "../TenonConsole/Templates/problem.mustache"
};

static const unsigned char setup_template_bytes[] = {
#embed "../TenonConsole/Templates/setup.mustache"
};

static const unsigned char shell_template_bytes[] = {
#embed "../TenonConsole/Templates/shell.mustache"
};

static const unsigned char sign_in_template_bytes[] = {
#embed "../TenonConsole/Templates/sign-in.mustache"
};

static const unsigned char console_css_bytes[] = {
#embed "../TenonConsole/Assets/console.css"
};

static const unsigned char console_js_bytes[] = {
#embed "../TenonConsole/Assets/console.js"
};

static const unsigned char icon_svg_bytes[] = {
#embed "../TenonConsole/Assets/icon.svg"
};

static const unsigned char icons_svg_bytes[] = {
#embed "../TenonConsole/Assets/icons.svg"
};

static const unsigned char en_json_bytes[] = {
#embed "../TenonConsole/Strings/en.json"
};

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

static const unsigned char http_oauth2_bytes[] = {
#embed "../TenonCatalog/Apps/http-oauth2.yaml"
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

static const unsigned char oauth2_bytes[] = {
#embed "../TenonCatalog/Standard/oauth2.yaml"
};

static const tenon_asset assets[] = {
    {"Templates/account.mustache", account_template_bytes, sizeof account_template_bytes},
    {"Templates/authorized.mustache", authorized_template_bytes, sizeof authorized_template_bytes},
    {"Templates/connect.mustache", connect_template_bytes, sizeof connect_template_bytes},
    {"Templates/connected.mustache", connected_template_bytes, sizeof connected_template_bytes},
    {"Templates/error.mustache", error_template_bytes, sizeof error_template_bytes},
    {"Templates/faults.mustache", faults_template_bytes, sizeof faults_template_bytes},
    {"Templates/form-token.mustache", form_token_template_bytes, sizeof form_token_template_bytes},
    {"Templates/invitation.mustache", invitation_template_bytes, sizeof invitation_template_bytes},
    {"Templates/layout.mustache", layout_template_bytes, sizeof layout_template_bytes},
    {"Templates/problem.mustache", problem_template_bytes, sizeof problem_template_bytes},
    {"Templates/setup.mustache", setup_template_bytes, sizeof setup_template_bytes},
    {"Templates/shell.mustache", shell_template_bytes, sizeof shell_template_bytes},
    {"Templates/sign-in.mustache", sign_in_template_bytes, sizeof sign_in_template_bytes},
    {"Assets/console.css", console_css_bytes, sizeof console_css_bytes},
    {"Assets/console.js", console_js_bytes, sizeof console_js_bytes},
    {"Assets/icon.svg", icon_svg_bytes, sizeof icon_svg_bytes},
    {"Assets/icons.svg", icons_svg_bytes, sizeof icons_svg_bytes},
    {"Strings/en.json", en_json_bytes, sizeof en_json_bytes},
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
