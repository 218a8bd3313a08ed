"""The routes that MiniStack leaves out.

It makes the HTTP API of the template but does not read the OpenAPI body in which SAM puts the
routes. So they are read from the processed template, the same body that AWS reads, and made one
by one. To be dropped with the first release that reads the body.
"""

import json
import re

from deploy import STACK
from emulator import API_ID

METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "x-amazon-apigateway-any-method"}


def declared(template: dict) -> dict:
    """Route key → logical id of the function behind it, from the API's OpenAPI body."""
    routes = {}
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::ApiGatewayV2::Api":
            continue
        for path, operations in resource["Properties"]["Body"]["paths"].items():
            for method, operation in operations.items():
                if method not in METHODS:
                    continue
                uri = json.dumps(operation["x-amazon-apigateway-integration"]["uri"])
                function = re.search(r"\$\{(\w+)\.Arn\}", uri)
                verb = "ANY" if method.startswith("x-") else method.upper()
                # What no other route takes has neither method nor path.
                routes["$default" if operation.get("isDefaultRoute") else f"{verb} {path}"] = function.group(1)
    return routes


def processed_template(cloudformation) -> dict:
    body = cloudformation.get_template(StackName=STACK, TemplateStage="Processed")["TemplateBody"]
    return json.loads(body) if isinstance(body, str) else body


def make(cloudformation, gateway, functions: dict) -> int:
    """Make the API's routes those of the template, and return how many there are."""
    wanted = declared(processed_template(cloudformation))
    present = gateway.get_routes(ApiId=API_ID)["Items"]
    integrations = {}
    for each in gateway.get_integrations(ApiId=API_ID)["Items"]:
        integrations[each["IntegrationUri"]] = each["IntegrationId"]

    def target(logical_id: str) -> str:
        arn = functions[logical_id]
        if arn not in integrations:
            made = gateway.create_integration(
                ApiId=API_ID, IntegrationType="AWS_PROXY", IntegrationUri=arn,
                IntegrationMethod="POST", PayloadFormatVersion="2.0",
            )
            integrations[arn] = made["IntegrationId"]
        return f"integrations/{integrations[arn]}"

    targets = {key: target(logical_id) for key, logical_id in wanted.items()}
    kept = set()
    for route in present:
        if targets.get(route["RouteKey"]) == route.get("Target"):
            kept.add(route["RouteKey"])
        else:
            gateway.delete_route(ApiId=API_ID, RouteId=route["RouteId"])
    for key in sorted(set(targets) - kept):
        gateway.create_route(ApiId=API_ID, RouteKey=key, Target=targets[key])
    return len(targets)


def function_arns(cloudformation, functions_client) -> dict:
    """Logical id → ARN of every function of the stack."""
    arns = {}
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK):
        for each in page["StackResourceSummaries"]:
            if each["ResourceType"] == "AWS::Lambda::Function":
                name = each["PhysicalResourceId"]
                arns[each["LogicalResourceId"]] = functions_client.get_function_configuration(FunctionName=name)["FunctionArn"]
    return arns
