/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderProblemsTest {

    @TempDir
    Path folder;

    private WrittenConfiguration written;

    @BeforeEach
    void name() {
        written = new WrittenConfiguration(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'x'                                            | $.providers.p | must be an object
                    {'apikey':'x','upstream':'http://x'}           | $.providers.p.apikey | is not a known field; these are: aliases, credential, credentials, description, environment, errors, headers, keyCarriers, like, location, maxConnections, moves, pricedAs, prices, project, query, readings, region, requestId, requestUsage, routes, settings, source, timeouts, upstream, upstreams, urls, version, withhold
                    {}                                             | $.providers.p | needs an "upstream": 'p' is no built-in provider, nor is it "like" one; these are: BUILT_IN
                    {'like':'nobody'}                              | $.providers.p.like | is no built-in provider; these are: BUILT_IN
                    {'like':5}                                     | $.providers.p.like | must be a string
                    {'upstream':5}                                 | $.providers.p.upstream | must be a string
                    {'upstream':'api.example.com'}                 | $.providers.p.upstream | URL
                    {'upstream':'ftp://api.example.com'}           | $.providers.p.upstream | URL
                    {'upstream':'https://'}                        | $.providers.p.upstream | URL
                    {'upstream':'https://a b'}                     | $.providers.p.upstream | URL
                    {'upstream':'https://x?a=b'}                   | $.providers.p.upstream | URL
                    {'upstream':'https://x#a'}                     | $.providers.p.upstream | URL
                    {'upstream':'https://user:pass@x'}             | $.providers.p.upstream | URL
                    {'upstream':'https://x:99999'}                 | $.providers.p.upstream | URL
                    {'like':'openai','upstream':'nonsense'}        | $.providers.p.upstream | URL
                    {'upstream':'http://x','version':'v1'}         | $.providers.p | the version 'v1' must begin with a slash and not end with one, such as /v1
                    {'upstream':'http://x','keyCarriers':'x'}      | $.providers.p.keyCarriers | must be a list
                    {'upstream':'http://x','keyCarriers':[5]}      | $.providers.p.keyCarriers[0] | must be a string
                    {'upstream':'http://x','headers':{'a b':'c'}}  | $.providers.p.headers.a b | is no header field: its name or value has a character that may not stand there
                    {'upstream':'http://x','headers':{'a':'b\\nc'}} | $.providers.p.headers.a | is no header field: its name or value has a character that may not stand there
                    {'upstream':'http://x','headers':{'a':5}}      | $.providers.p.headers.a | must be a string
                    {'upstream':'http://x','headers':{'Content-Length':'5'}} | $.providers.p.headers.Content-Length | is a header field that the gateway sets itself
                    {'upstream':'http://x','headers':{'host':'h'}} | $.providers.p.headers.host | is a header field that the gateway sets itself
                    {'upstream':'http://x','query':[]}             | $.providers.p.query | must be an object
                    {'upstream':'http://x','timeouts':{'read':'PT1S'}}    | $.providers.p.timeouts.read | is not a known field; these are: connect, firstByte, idle, total
                    {'upstream':'http://x','timeouts':{'idle':'5 min'}}   | $.providers.p.timeouts.idle | '5 min' is no length of time up to a year; PT30S, PT10M or PT1H is
                    {'upstream':'http://x','timeouts':{'idle':'PT0S'}}    | $.providers.p.timeouts | the timeout 'idle' must be longer than nothing and a year at most, not PT0S
                    {'upstream':'http://x','timeouts':5}           | $.providers.p.timeouts | must be an object
                    {'upstream':'http://x/{region}'}               | $.providers.p.upstream | URL
                    {'upstream':'http://{region}.x','credentials':[{'apiKey':'k'}]} | $.providers.p | needs a "region", here or in the credential 'p-1': its base URL is http://{region}.x
                    {'upstream':'http://x','upstreams':{'a':'nonsense'}} | $.providers.p.upstreams.a | URL
                    {'upstream':'http://x','region':'a/b'}         | $.providers.p.region | is no region: letters, digits, dots, colons and hyphens are
                    {'upstream':'http://x','aliases':[{'path':'/a'}]} | $.providers.p.aliases[0] | needs a "path" and what it stands for, "as"
                    {'upstream':'http://x','aliases':[{'path':'/a/*','as':'/b'}]} | $.providers.p.aliases[0] | the alias '/a/*' cannot stand for '/b': that must be a path, and end with /* as the alias does or does not
                    {'upstream':'http://x','aliases':[{'path':'a','as':'/b'}]} | $.providers.p.aliases[0] | the alias 'a' must be a path, such as /v1/models/*
                    {'upstream':'http://x','routes':[{'path':'/a','upstream':'b'}]} | $.providers.p | has routes at the upstream 'b', but no such upstream
                    {'upstream':'http://x','moves':{'most':-1}}    | $.providers.p.moves.most | must be a whole number from 0 to 100
                    {'upstream':'http://x','credentials':[{'aws':{}}]} | $.providers.p.credentials[0].aws | needs the artifact ai.dheera:dheera-passthrough-aws on the class path
                    {'upstream':'http://x','credentials':[{'google':{},'apiKey':'x'}]} | $.providers.p.credentials[0].google | cannot stand beside an "apiKey", a "username" or a "password"
                    {'upstream':'http://x','maxConnections':0}     | $.providers.p.maxConnections | must be a whole number from 1 to 1000000
                    {'upstream':'http://x','maxConnections':1.5}   | $.providers.p.maxConnections | must be a whole number from 1 to 1000000
                    {'upstream':'http://x','maxConnections':'5'}   | $.providers.p.maxConnections | must be a whole number from 1 to 1000000
                    {'upstream':'http://x','maxConnections':1e999999999} | $.providers.p.maxConnections | must be a whole number from 1 to 1000000
                    {'upstream':'http://x','credential':{}}        | $.providers.p.credential | needs either a "header" or a "query" parameter
                    {'upstream':'http://x','credential':{'header':'a','query':'b'}} | $.providers.p.credential | needs either a "header" or a "query" parameter
                    {'upstream':'http://x','credential':{'header':'a b'}} | $.providers.p.credential.header | 'a b' is no name of a header field or parameter
                    {'upstream':'http://x','credential':'x'}       | $.providers.p.credential | must be an object
                    {'upstream':'http://x','errors':{'types':{'9':'x'}}} | $.providers.p.errors | '9' is no HTTP status, nor "default"
                    {'upstream':'http://x','errors':{'text':'x'}}  | $.providers.p.errors.text | is not a known field; these are: body, headers, types
                    {'upstream':'http://x','errors':{'body':{'m':'${unknown}'}}} | $.providers.p.errors.body.m | has a ${…} that is neither ${env:NAME} nor ${file:PATH}
                    {'upstream':'http://x','routes':'all'}         | $.providers.p.routes | must be a list of routes, or "any"
                    {'upstream':'http://x','routes':5}             | $.providers.p.routes | must be a list
                    {'upstream':'http://x','routes':['/x']}        | $.providers.p.routes[0] | must be an object
                    {'upstream':'http://x','routes':[{}]}          | $.providers.p.routes[0] | needs a "path"
                    {'upstream':'http://x','routes':[{'path':5}]}  | $.providers.p.routes[0].path | must be a string
                    {'upstream':'http://x','routes':[{'path':'x'}]} | $.providers.p.routes[0] | the path template 'x' does not begin with a slash
                    {'upstream':'http://x','routes':[{'path':'/x','verb':'GET'}]} | $.providers.p.routes[0].verb | is not a known field; these are: bills, costUsd, listErrorUnless, method, model, path, sticky, upstream, usage
                    {'upstream':'http://x','routes':[{'path':'/x','method':'get'}]} | $.providers.p.routes[0] | 'get' is no HTTP method in upper case, nor *
                    {'upstream':'http://x','routes':[{'path':'/x','bills':'yes'}]} | $.providers.p.routes[0].bills | must be true or false
                    {'upstream':'http://x','routes':[{'path':'/x','costUsd':'cheap'}]} | $.providers.p.routes[0].costUsd | must be a decimal number of at most 30 digits
                    {'upstream':'http://x','routes':[{'path':'/x','costUsd':-1}]} | $.providers.p.routes[0] | the cost of '/x' is negative
                    {'upstream':'http://x','routes':[{'path':'/x','costUsd':'1e999999999'}]} | $.providers.p.routes[0].costUsd | must be a decimal number of at most 30 digits
                    {'upstream':'http://x','routes':[{'path':'/x','costUsd':true}]} | $.providers.p.routes[0].costUsd | must be a decimal number of at most 30 digits
                    {'upstream':'http://x','routes':[{'path':'/x','model':'model'}]} | $.providers.p.routes[0].model | 'model' is no place of a model: body:MEMBER, form:FIELD, path:VARIABLE, query:PARAMETER or untold is
                    {'upstream':'http://x','routes':[{'path':'/x','model':'untold:x'}]} | $.providers.p.routes[0].model | 'untold:x' is no place of a model: body:MEMBER, form:FIELD, path:VARIABLE, query:PARAMETER or untold is
                    {'upstream':'http://x','routes':[{'path':'/x','model':['body:']}]} | $.providers.p.routes[0].model[0] | 'body:' is no place of a model: body:MEMBER, form:FIELD, path:VARIABLE, query:PARAMETER or untold is
                    {'upstream':'http://x','routes':[{'path':'/x','model':'path:m'}]} | $.providers.p.routes[0] | the path template '/x' has no {m} for the model
                    {'upstream':'http://x','routes':[{'path':'/x/{a}'},{'path':'/x/{b}'}]} | $.providers.p | the route * /x/{b} is there twice
                    """)
    void refusesWhatIsWrongWithAProvider(String json, String place, String what) {
        String told = what.equals("URL")
                ? "must be an http or https URL with a host, without user, query and fragment, such as"
                        + " https://api.example.com"
                : what.replace("BUILT_IN", Definitions.names().toString());
        written.assertOnlyProblem("{'providers':{'p':" + json + "}}", place, told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'x'                                            | [0] | must be an object
                    {}                                             | [0] | needs an "apiKey", or a "username" and a "password", or one of: aws, azure, google
                    {'apiKey':'x','username':'u','password':'p'}   | [0] | needs an "apiKey", or a "username" and a "password", or one of: aws, azure, google
                    {'apiKey':'x','password':'p'}                  | [0] | needs an "apiKey", or a "username" and a "password", or one of: aws, azure, google
                    {'username':'u'}                               | [0] | needs an "apiKey", or a "username" and a "password", or one of: aws, azure, google
                    {'apiKey':5}                                   | [0].apiKey | must be a string
                    {'apiKey':''}                                  | [0].apiKey | the secret of credential 'anthropic-1' is empty
                    {'apiKey':'${env:EMPTY}'}                      | [0].apiKey | the secret of credential 'anthropic-1' is empty
                    {'id':'','apiKey':'x'}                         | [0].apiKey | a credential needs an id
                    {'apiKey':'hush-hush\\n'}                       | [0].apiKey | the secret of credential 'anthropic-1' has a space at an end, a control character, or one that is not of ASCII
                    {'apiKey':'${env:UNSET}'}                      | [0].apiKey | the environment variable UNSET is not set
                    {'apiKey':'${file:FOLDER/none}'}               | [0].apiKey | the file FOLDER/none cannot be read: NoSuchFileException
                    {'apiKey':'${ANTHROPIC_API_KEY}'}              | [0].apiKey | has a ${…} that is neither ${env:NAME} nor ${file:PATH}
                    {'apiKey':'${env:ANTHROPIC_API_KEY'}           | [0].apiKey | has a ${…} that is neither ${env:NAME} nor ${file:PATH}
                    {'apiKey':'x','weight':0}                      | [0].weight | must be a whole number from 1 to 1000000
                    {'apiKey':'x','weight':'1'}                    | [0].weight | must be a whole number from 1 to 1000000
                    {'apiKey':'x','header':'a:b'}                  | [0].header | 'a:b' is no name of a header field or parameter
                    {'apiKey':'x','key':'y'}                       | [0].key | is not a known field; these are: apiKey, aws, azure, google, header, id, location, password, project, region, username, weight
                    {'username':'hush:hush','password':'p'}        | [0].username | the user name of credential 'anthropic-1' has a colon
                    {'apiKey':'x'},{'id':'anthropic-1','apiKey':'y'} | [1] | the id 'anthropic-1' is taken by another credential
                    """)
    void refusesWhatIsWrongWithACredential(String json, String place, String what) {
        String whole = "{'providers':{'anthropic':{'credentials':[" + json + "]}}}";
        InvalidConfiguration invalid =
                written.assertOnlyProblem(whole, "$.providers.anthropic.credentials" + place, what);
        assertThat(invalid.getMessage()).doesNotContain("hush");
    }
}
