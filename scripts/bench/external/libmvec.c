/*
 * Grid spread in C: simple loops over small arrays, each with one function of libmvec, which gcc vectorises with
 * -O3 -march=native -ffast-math.
 */

#include "harness.h"

/* Adds ln(10) S of one vector of logarithms per epsilon, shape (worker, epsilon). */
static void add_spreads(const double (*restrict logarithms)[EPSILONS], double *restrict sums) {
  for (int e = 0; e < EPSILONS; e++) {
    double mean = 0, squares = 0;
    for (int i = 0; i < WORKERS; i++) mean += logarithms[i][e];
    mean /= WORKERS;
    for (int i = 0; i < WORKERS; i++) squares += (logarithms[i][e] - mean) * (logarithms[i][e] - mean);
    sums[e] += sqrt(squares / WORKERS);
  }
}

/* Leaves out constants of the logarithms, because they do not change S. */
static void add_draw(const double *restrict regrets, double (*restrict sums)[EPSILONS]) {
  static double factors[EPSILONS] ALIGNED, gradient[WORKERS][EPSILONS] ALIGNED, potential[WORKERS][EPSILONS] ALIGNED;
  double *restrict y = gradient[0], *restrict u = potential[0];
  const double scale = standard_deviation(regrets);
  for (int e = 0; e < EPSILONS; e++) factors[e] = p / (scale + epsilons[e]);
  for (int i = 0; i < WORKERS; i++)
    for (int e = 0; e < EPSILONS; e++) gradient[i][e] = regrets[i] * factors[e] - p * c;
  for (int k = 0; k < WORKERS * EPSILONS; k++) u[k] = exp(y[k]);
  for (int k = 0; k < WORKERS * EPSILONS; k++) u[k] = log1p(u[k]);
  for (int k = 0; k < WORKERS * EPSILONS; k++) y[k] -= u[k];
  for (int k = 0; k < WORKERS * EPSILONS; k++) u[k] = log(u[k]);
  add_spreads((const double (*)[EPSILONS])gradient, sums[0]);
  add_spreads((const double (*)[EPSILONS])potential, sums[1]);
}
