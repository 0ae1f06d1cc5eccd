/*
 * Shared by the programs in C: reads the data and answers requests (protocol: ../external-process.ts). The shape of the
 * data is a compiler option: -DWORKERS=N -DEPSILONS=E. Each program defines `add_draw`.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ALIGNED __attribute__((aligned(64)))

static double epsilons[EPSILONS] ALIGNED;
static double p, c;

static void fail(const char *what, const char *path) {
  fprintf(stderr, "%s %s\n", what, path);
  exit(1);
}

static void read_numbers(const char *folder, const char *name, double *numbers, size_t count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file || fread(numbers, sizeof(double), count, file) != count) fail("cannot read", path);
  fclose(file);
}

static double standard_deviation(const double *values) {
  double sum = 0, squares = 0;
  for (int i = 0; i < WORKERS; i++) sum += values[i];
  for (int i = 0; i < WORKERS; i++) squares += (values[i] - sum / WORKERS) * (values[i] - sum / WORKERS);
  return sqrt(squares / WORKERS);
}

/* Adds ln(10) S of one draw to `sums`, shape (mapping, epsilon). */
static void add_draw(const double *restrict regrets, double (*restrict sums)[EPSILONS]);

/* Mean over draws of S: regrets (cell, draw, worker) -> spreads (cell, mapping, epsilon). */
static void compute(const double *regrets, int cells, int draws, double (*spreads)[2][EPSILONS]) {
  memset(spreads, 0, cells * sizeof *spreads);
  for (int cell = 0; cell < cells; cell++) {
    for (int draw = 0; draw < draws; draw++) add_draw(regrets + ((size_t)cell * draws + draw) * WORKERS, spreads[cell]);
    for (int m = 0; m < 2; m++)
      for (int e = 0; e < EPSILONS; e++) spreads[cell][m][e] /= draws * log(10);
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int count, char **arguments) {
  if (count < 2) fail("usage: PROGRAM FOLDER EVERY,", "got too few arguments");
  const char *folder = arguments[1];
  char path[4096], name[32], line[4096];
  double value;
  int cells = 0, draws = 0;

  snprintf(path, sizeof path, "%s/shape.txt", folder);
  FILE *shape = fopen(path, "r");
  if (!shape) fail("cannot read", path);
  while (fscanf(shape, "%31s %lf", name, &value) == 2) {
    if (!strcmp(name, "cells")) cells = (int)value;
    if (!strcmp(name, "draws")) draws = (int)value;
    if (!strcmp(name, "p")) p = value;
    if (!strcmp(name, "c")) c = value;
  }
  fclose(shape);

  const size_t numbers = (size_t)cells * draws * WORKERS;
  double *regrets = malloc(numbers * sizeof(double));
  double(*spreads)[2][EPSILONS] = malloc(cells * sizeof *spreads);
  if (!regrets || !spreads) fail("out of memory for", path);
  read_numbers(folder, "regrets.f64", regrets, numbers);
  read_numbers(folder, "epsilons.f64", epsilons, EPSILONS);

  puts("{\"note\":\"\"}");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    const double start = now();
    compute(regrets, cells, draws, spreads);
    const double seconds = now() - start;
    if (!strncmp(line, "save ", 5)) {
      FILE *file = fopen(line + 5, "wb");
      if (!file || fwrite(spreads, sizeof *spreads, cells, file) != (size_t)cells) fail("cannot write", line + 5);
      fclose(file);
    }
    printf("%.9f\n", seconds);
    fflush(stdout);
  }
  return 0;
}
