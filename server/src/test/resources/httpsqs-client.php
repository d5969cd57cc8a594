<?php
// A client in the manner of those that PHP programmers wrote for HTTPSQS: a socket, an empty Host, unencoded names.
[, $port, $password] = $argv;

function call(int $port, string $method, string $query, string $body = ''): array
{
    $socket = fsockopen('127.0.0.1', $port, $code, $error, 5);
    $request = "$method /?$query HTTP/1.1\r\nHost: \r\n";
    if ($method === 'POST') {
        $request .= 'Content-Length: ' . strlen($body) . "\r\n";
    }
    fwrite($socket, $request . "Connection: close\r\n\r\n" . $body);
    $status = explode(' ', trim(fgets($socket)), 3);
    if (count($status) !== 3 || $status[1] !== '200') {
        return ['bad status', '-'];
    }
    $pos = '-';
    $length = -1;
    while (($line = trim(fgets($socket))) !== '') {
        if (strpos($line, 'Content-Length:') !== false) {
            $length = (int) explode(' ', $line)[1];
        }
        if (strpos($line, 'Pos:') !== false) {
            $pos = explode(' ', $line)[1];
        }
    }
    $data = fread($socket, $length);
    fclose($socket);
    return [$data, $pos];
}

$base = "charset=utf-8&name=php-cli";
[$data, $pos] = call((int) $port, 'POST', "auth=$password&$base&opt=put", urlencode("h\xe4llo +"));
echo "put $data $pos\n";
[$data, $pos] = call((int) $port, 'GET', "auth=$password&$base&opt=get");
echo "get $data $pos\n";
[$data, $pos] = call((int) $port, 'GET', "auth=$password&$base&opt=get");
echo "end $data $pos\n";
[$data, $pos] = call((int) $port, 'GET', "auth=wrong&$base&opt=get");
echo "wrong $data $pos\n";
