<?php
// A client in the manner of HTQ's PHP SDK: a form per call, a reply that is decoded as JSON.
[, $address, $key, $token] = $argv;

function call(string $address, string $method, array $fields, bool $multipart): array
{
    if ($multipart) {
        // What PHP's curl makes of an array.
        $boundary = '------------------------' . bin2hex(random_bytes(8));
        $body = '';
        foreach ($fields as $name => $value) {
            $body .= "--$boundary\r\nContent-Disposition: form-data; name=\"$name\"\r\n\r\n$value\r\n";
        }
        $body .= "--$boundary--\r\n";
        $type = "multipart/form-data; boundary=$boundary";
    } else {
        // What SDKs before 2019 did.
        $body = http_build_query($fields);
        $type = 'application/x-www-form-urlencoded';
    }
    $http = ['method' => 'POST', 'header' => "Content-Type: $type\r\nAccept: */*", 'content' => $body];
    $reply = file_get_contents("$address/api/$method", false, stream_context_create(['http' => $http]));
    return json_decode($reply, true);
}

$auth = ['app_key' => $key, 'app_token' => $token];
foreach ([true, false] as $multipart) {
    $queue = $multipart ? 'php-multipart' : 'php-urlencoded';
    $named = $auth + ['queue_name' => $queue];
    $task = $named + ['url' => 'http://127.0.0.1:9/?a=1&b=2', 'execute_time' => '2030-01-01 00:00:00'];
    if ($multipart) {
        $task += ['method' => 'POST', 'header' => json_encode([]), 'data' => json_encode(['名' => null])];
    }
    $settings = ['type' => 'timing', 'stepping_time' => 0, 'max_time_interval' => 0];
    echo call($address, 'addQueue', $named + $settings, $multipart)['message'], "\n";
    echo call($address, 'addQueue', $named + $settings, $multipart)['message'], "\n";
    echo call($address, 'addTask', $task, $multipart)['message'], "\n";
    echo call($address, 'countQueue', $named, $multipart)['count'], "\n";
    echo call($address, 'allQueue', $auth, $multipart)[0]['attribute']['type'], "\n";
    echo call($address, 'deleteQueue', $named, $multipart)['message'], "\n";
}
echo call($address, 'allQueue', ['app_key' => 'wrong'] + $auth, true)['error_code'], "\n";
