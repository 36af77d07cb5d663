// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0
//
// Sends HTTP/1.1 GET requests at a constant rate over kept-alive connections and prints how long they took.
//
//   openloop PORT PATH RATE SECONDS CONNECTIONS [HEADER ...]
//
// Request k is due at k/RATE seconds, whatever the server does: what waits for a connection has begun to wait when it
// was due, so that a server that stalls is charged for every request that should have been sent meanwhile. `{i}` in
// PATH is a number from 1 to 1000. The first second is not counted.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { answer_max = 64 << 10, connections_max = 1024 };

struct connection {
    int socket;
    int is_busy;
    uint64_t due;
    size_t length;
    char answer[answer_max];
};

static struct connection connections[connections_max];
static uint32_t *latencies;
static size_t counted, failed;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static void open_connection(struct connection *connection, int port, int epoll) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->socket = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) != 0) give_up("connect");
    fcntl(connection->socket, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->socket, &event) != 0) give_up("epoll_ctl");
}

// The length of the whole answer, or 0 when its head is not complete. Every answer here has a Content-Length.
static size_t answer_length(const struct connection *connection) {
    const char *end = memmem(connection->answer, connection->length, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - connection->answer) + 4;
    for (const char *line = connection->answer; line < end; line = strchr(line, '\n') + 1)
        if (strncasecmp(line, "content-length:", 15) == 0) return head + strtoul(line + 15, NULL, 10);
    return head;
}

static void send_request(struct connection *connection, const char *path, const char *headers, uint64_t due) {
    char request[8192];
    const char *mark = strstr(path, "{i}");
    int length = mark ? snprintf(request, sizeof request, "GET %.*s%d%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
                                 (int)(mark - path), path, 1 + rand() % 1000, mark + 3, headers)
                      : snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, headers);
    connection->is_busy = 1;
    connection->due = due;
    connection->length = 0;
    if (write(connection->socket, request, (size_t)length) != length) give_up("write");
}

static void read_answer(struct connection *connection, uint64_t from) {
    ssize_t count = read(connection->socket, connection->answer + connection->length, answer_max - connection->length);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) give_up("read");
    connection->length += (size_t)count;
    size_t length = answer_length(connection);
    if (length == 0 || connection->length < length) return;
    connection->is_busy = 0;
    if (strncmp(connection->answer, "HTTP/1.1 200", 12) != 0) failed++;
    if (connection->due >= from) latencies[counted++] = (uint32_t)((now() - connection->due) / 1000);
}

static int compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count < 6) return fprintf(stderr, "usage: openloop PORT PATH RATE SECONDS CONNECTIONS [HEADER ...]\n"), 64;
    int port = atoi(arguments[1]), open = atoi(arguments[5]), epoll = epoll_create1(0);
    double rate = atof(arguments[3]), seconds = atof(arguments[4]);
    if (open < 1 || open > connections_max || rate <= 0 || seconds <= 1) return 64;
    char headers[4096] = "";
    for (int index = 6; index < count; index++) {
        strncat(headers, arguments[index], sizeof headers - strlen(headers) - 3);
        strcat(headers, "\r\n");
    }
    uint64_t requests = (uint64_t)(rate * seconds), sent = 0, start = now();
    latencies = malloc((size_t)requests * sizeof *latencies);
    if (!latencies) give_up("malloc");
    for (int index = 0; index < open; index++) open_connection(&connections[index], port, epoll);
    start = now();
    int next = 0, busy = 0;
    struct epoll_event events[64];
    while (sent < requests || busy > 0) {
        busy = 0;
        for (int tried = 0; tried < open; tried++) {
            struct connection *connection = &connections[(next + tried) % open];
            if (connection->is_busy) {
                busy++;
                continue;
            }
            uint64_t due = start + (uint64_t)((double)sent / rate * 1e9);
            if (sent < requests && due <= now()) {
                send_request(connection, arguments[2], headers, due);
                sent++, busy++;
            }
        }
        next = (next + 1) % open;
        // Looking all the time costs this process its core, and nobody else anything: the server has its own.
        int ready = epoll_wait(epoll, events, 64, 0);
        for (int index = 0; index < ready; index++) read_answer(events[index].data.ptr, start + 1000000000u);
    }
    qsort(latencies, counted, sizeof *latencies, compare);
    printf("p50 %.3f ms, p99 %.3f ms, max %.3f ms, %zu counted, %zu not 200\n", latencies[counted / 2] / 1e3,
           latencies[counted * 99 / 100] / 1e3, latencies[counted - 1] / 1e3, counted, failed);
    return 0;
}
