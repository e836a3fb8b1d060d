"""A user of moto's IAM who may do everything, and his key as `id:secret`. Argument: moto's address."""
import json
import sys

import boto3

iam = boto3.client("iam", endpoint_url=sys.argv[1], region_name="us-east-1",
                   aws_access_key_id="none", aws_secret_access_key="none")
iam.create_user(UserName="router")
key = iam.create_access_key(UserName="router")["AccessKey"]
everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
iam.put_user_policy(UserName="router", PolicyName="everything", PolicyDocument=json.dumps(everything))
print(f"{key['AccessKeyId']}:{key['SecretAccessKey']}")
