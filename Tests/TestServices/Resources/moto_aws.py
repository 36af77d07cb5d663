# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""moto with IAM enforced: a signature that is wrong is SignatureDoesNotMatch, a missing right AccessDenied.

The only argument is JSON: port and folder. The user's key is written to key.json in the folder before the port opens to
requests that are checked.
"""

import json
import os
import sys

option = json.loads(sys.argv[1])
os.chdir(option["folder"])
# So many requests pass unchecked: those below, which make the user.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "3"

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from waitress import create_server

port = option["port"]
server = create_server(DomainDispatcherApplication(create_backend_app), host="127.0.0.1", port=0, threads=8)
inner = server.effective_port


def make_user():
    iam = boto3.client(
        "iam", endpoint_url=f"http://127.0.0.1:{inner}", region_name="eu-central-1",
        aws_access_key_id="x", aws_secret_access_key="x")
    rights = [{"Effect": "Allow", "Action": ["s3:*", "sts:*"], "Resource": "*"}]
    iam.create_user(UserName="conn")
    iam.put_user_policy(
        UserName="conn", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": rights}))
    key = iam.create_access_key(UserName="conn")["AccessKey"]
    with open("key.json", "w") as file:
        json.dump({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}, file)


import threading

threading.Thread(target=server.run, daemon=True).start()
make_user()
# The port that the tests wait for opens when all is made.
create_server(DomainDispatcherApplication(create_backend_app), host="127.0.0.1", port=port, threads=8).run()
